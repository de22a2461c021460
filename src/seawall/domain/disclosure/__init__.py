"""What becomes public: for now the hall of fame."""
