// No test: built by `make build` and not by harness.
int main() { return 0; }
