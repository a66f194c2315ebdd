"""Ten kinds of shapes on 32x32 colour images: their generation, training, and the model as C++ headers."""
