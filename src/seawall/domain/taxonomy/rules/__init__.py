"""Plain rules of the taxonomy: releases, retired ids, search, scores."""
