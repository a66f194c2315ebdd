"""The sine model: training, quantisation, and its weights and expected outputs as C++ headers."""
