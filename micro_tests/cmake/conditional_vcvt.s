@ A conversion in an IT block. GNU as up to at least 2.40 reads "vcvtn" and "e" where the core has Helium,
@ and refuses it; GCC writes it where it turns a branch into conditional instructions.
	.syntax unified
	.thumb
	it ne
	vcvtne.f32.s32 s0, s0
