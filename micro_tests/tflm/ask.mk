# Read by make behind TensorFlow Lite Micro's Makefile (make -n -f Makefile -f ask.mk build): makes it tell what
# its commands alone do not.
$(info @@harness makefiles $(MAKEFILE_LIST))
$(info @@harness gendir $(GENDIR))
$(info @@harness tests $(MICROLITE_TEST_TARGETS) $(MICROLITE_INTEGRATION_TEST_TARGETS) $(MICROLITE_GEN_OP_RESOLVER_TEST_TARGETS))
