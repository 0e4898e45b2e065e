"""Are the guards guarded? Takes one away at a time, in a copy, and sees a test fail."""
