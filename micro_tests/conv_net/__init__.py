"""Small convolutional networks: training in NumPy, .tflite files, C++ headers, and how kernels run them."""
