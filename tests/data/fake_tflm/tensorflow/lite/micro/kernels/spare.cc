// In the library, and in no test.
int Spare() { return 1; }
