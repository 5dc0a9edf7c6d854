"""What the cards say of the run at hand: numbers and pictures of the shown frame, and no others."""
