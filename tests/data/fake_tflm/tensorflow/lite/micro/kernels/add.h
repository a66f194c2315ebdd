namespace kernels {

int Add(int a, int b);

}  // namespace kernels
