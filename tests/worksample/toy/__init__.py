"""A sample as small as a sample can be: guess the mean of a stream of numbers. The tests break it in many ways."""
