"""What takes anything from strangers is given anything. `./run bench fuzz` goes on for longer."""
