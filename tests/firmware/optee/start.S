// Start of both worlds on QEMU's virt machine with secure=on. The boot ROM's place is the secure flash at 0.
// Arm ARM (DDI 0487) D1.10: vector offset 0x400 is a synchronous exception from a lower level in AArch64.

        .section .monitor.start, "ax"
        .global _start
_start:
        mrs     x0, mpidr_el1
        and     x0, x0, #0xff
        cbnz    x0, park
        ldr     x0, =monitor_stack
        mov     sp, x0
        adr     x0, monitor_vectors
        msr     vbar_el3, x0
        bl      monitor_main
        mov     x0, #0x431              // SCR_EL3: NS, RES1, RW (the lower level is AArch64)
        msr     scr_el3, x0
        msr     cptr_el3, xzr
        mov     x0, #0x3c5              // SPSR_EL3: EL1h, all exceptions masked
        msr     spsr_el3, x0
        ldr     x0, =normal_start
        msr     elr_el3, x0
        isb
        eret
park:   wfe
        b       park

        .balign 2048
monitor_vectors:
        .rept   8
        b       monitor_stuck
        .balign 128
        .endr
        stp     x29, x30, [sp, #-16]!   // 0x400: an SMC; the caller counts x0 to x18 as lost
        bl      monitor_call
        ldp     x29, x30, [sp], #16
        eret
        .balign 128
        .rept   7
        b       monitor_stuck
        .balign 128
        .endr
monitor_stuck:
        b       monitor_stuck

        .section .normal.start, "ax"
normal_start:
        ldr     x0, =normal_stack
        mov     sp, x0
        adr     x0, normal_vectors
        msr     vbar_el1, x0
        isb
        bl      normal_main
        b       .

        .global call_monitor
call_monitor:
        stp     x29, x30, [sp, #-16]!
        smc     #0
        ldp     x29, x30, [sp], #16
        ret

        .balign 2048
normal_vectors:
        .rept   16
        b       normal_stuck
        .balign 128
        .endr
normal_stuck:
        mrs     x0, esr_el1
        mrs     x1, far_el1
        bl      normal_abort
        b       .
