# SPDX-License-Identifier: Apache-2.0
#
# Calls Maven and ./dmabuf-rw, nothing else. Every target whose line carries a `##` is listed by `make help`.
# `make check` ends as `./dmabuf-rw check` does: 1 for a violation, 2 for unusable input. The other targets end with 2 whatever failed.

MVN    ?= mvn
TIER   ?= quick
SECONDS ?= 60
SEED   ?= 1
MUTANTS ?= 100
LARGE  ?= rw-registration-large
JAR    := conformance/target/dmabuf-rw.jar
CACHE  := $(JAR).aot

# What the jar is made of; it is rebuilt when one of these is newer (or a folder is: a file was deleted).
# Specifications and models are not: a run reads them from their folders.
SOURCES := $(shell find pom.xml .mvn spec impl model-checking conformance -name target -prune \
             -o \( -name '*.java' -o -name pom.xml -o -path '*/src/main/*' -o -path '.mvn/*' \) -print)

# A compiler is over before its second compilation pays: with the first alone it takes half of the processor's time.
SHORT := -XX:TieredStopAtLevel=1 -XX:+UseSerialGC

# The launcher knows where JDKs are; Maven runs on the one that it finds.
define with-jdk
jdk=$$(./dmabuf-rw --jdk) && JAVA_HOME=$$jdk \
  MAVEN_OPTS="$(SHORT) --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $$MAVEN_OPTS"
endef
# make has the status 1 for one thing only: when it was asked (-q) whether a command is left to run. So `make check` asks;
# what begins with a + is run all the same, and a command, which is not run, is left when something was found.
STATUS := target/check-status
SELF   := $(MAKE)
ifeq ($(MAKECMDGOALS)$(findstring n,$(firstword -$(MAKEFLAGS))),check)
MAKEFLAGS += -q
RUN := +
endif
# Of Maven's chatter only warnings, errors and the tests are left.
LOG     := -Dorg.slf4j.simpleLogger
TESTLOG := $(LOG).defaultLogLevel=warn $(LOG).log.org.apache.maven.plugin.surefire=info

# One line from the reports of all modules: tests run, and how many classes they are in.
COUNT = awk -F'"' '/<testsuite / { classes++; for (i = 1; i < NF; i++) if ($$i ~ / tests=$$/) tests += $$(i + 1) } \
  END { printf "test: %d tests in %d classes passed\n", tests, classes }'

# To watch each branch costs a test a third of its time, so that `make test` does not.
COVERAGE := conformance/target/site/jacoco-aggregate/index.html
JACOCO := -Djacoco.skip=true
coverage: JACOCO :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help build check checked test coverage fuzz long explore large docs bench guards defects deviations mutants live format clean

help: ## this list
	@echo 'dmabuf-rw: a checked model of io_uring dmabuf read/write'
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
	  | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

build: $(CACHE) ## builds what ./dmabuf-rw runs, when a source is newer
	@:

check: checked ## checks the models with TLC, replays every transition (TIER=full: more models)
	$(if $(filter 1,$(file <$(STATUS))),@exit 1)
	$(if $(filter-out 0 1,$(file <$(STATUS))),$(RUN)@exit 2)

checked:
	$(RUN)@mkdir -p $(dir $(STATUS)); MAKEFLAGS= $(SELF) --no-print-directory MVN='$(MVN)' build \
	  && ./dmabuf-rw check --tier '$(TIER)'; echo $$? >$(STATUS)

# The programs that tests start run from the jar, as users run it, and from its cache.
FORKED := -Dshade.skip=true -Dtested.jar=$(CURDIR)/$(JAR) -Dtested.cache=$(CURDIR)/$(CACHE)

# The cache is made beside the first tests; what they start before it is there starts without it.
test: $(JAR) ## runs the tests; also checks format, null safety and dependencies
	@rm -rf */target/surefire-reports
	@$(SELF) --no-print-directory $(CACHE) & cache=$$!; \
	  export MAVEN_OPTS="$(TESTLOG) $$MAVEN_OPTS"; $(with-jdk) $(MVN) -T 2 $(JACOCO) $(FORKED) verify \
	  || { status=$$?; wait $$cache; echo "test: failed ('make format' repairs format violations)" >&2; exit $$status; }; \
	  wait $$cache
	@$(COUNT) */target/surefire-reports/TEST-*.xml

coverage: test ## the same, and which branches the tests take
	@echo 'coverage: $(COVERAGE)'

fuzz: ## audits broken recordings for some time (SECONDS=60)
	@export MAVEN_OPTS="$(TESTLOG) $$MAVEN_OPTS"; $(with-jdk) $(MVN) -pl conformance -am test \
	  -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.seconds=$(SECONDS)

long: ## the tests of minutes: long random runs, and of each law a wrong design that breaks it
	@export MAVEN_OPTS="$(TESTLOG) $$MAVEN_OPTS"; $(with-jdk) $(MVN) -pl conformance -am test \
	  -DexcludedGroups= -Dgroups=long -Dsurefire.failIfNoSpecifiedTests=false -DfailIfNoTests=false

explore: $(JAR) ## explores the models by the implementation alone (TIER=full: more models; RAISE=1: larger, too)
	@./dmabuf-rw explore --tier '$(TIER)' $(if $(RAISE),--raise '$(RAISE)')

large: $(JAR) ## explores over 20,000,000 states, then by TLC's server and two workers, one killed (hours)
	@./dmabuf-rw explore --model '$(LARGE)' --heap 6g
	@./dmabuf-rw check --model '$(LARGE)' --distributed 2 --kill-worker 1000000

docs: $(JAR) ## makes the specifications into one HTML page
	@./dmabuf-rw docs

BASE_TREE := target/bench-base

bench: $(JAR) ## measures replay against plain TLC, and the steps (BASE=REF: also against that commit)
ifdef BASE
	@rm -rf $(BASE_TREE) && mkdir -p $(BASE_TREE) && git archive $(BASE) | tar -x -C $(BASE_TREE)
	@$(MAKE) --no-print-directory -C $(BASE_TREE) BASE= build
	@./dmabuf-rw bench --base $(BASE_TREE)
else
	@./dmabuf-rw bench
endif

guards: $(JAR) ## leaves out every guard, one at a time: a model must notice (takes long)
	@./dmabuf-rw guards --walk

defects: $(JAR) ## plants each defect: TLC, the Java that makes the same mistake, a scenario (see defects NAME)
	@./dmabuf-rw defects

deviations: $(JAR) ## plants wrong decisions in Java: the replay must notice each
	@./dmabuf-rw guards --deviations

mutants: $(JAR) ## changes the specifications at random: which law notices? (SEED=1 MUTANTS=100)
	@./dmabuf-rw mutants --seed '$(SEED)' --count '$(MUTANTS)'

live: $(JAR) ## compares the registration model with the running kernel's io_uring
	@./dmabuf-rw live --ops 400000 --edges full --defects

format: ## formats the Java sources
	@$(with-jdk) $(MVN) -q -N spotless:apply

clean: ## removes what was built
	@rm -rf target */target

$(JAR): $(SOURCES)
	@echo 'building $@'
	@$(with-jdk) $(MVN) -q -T 2 -Dmaven.test.skip=true -Dspotless.check.skip=true package
	@touch $@
	@cksum <$@ >$@.cksum

# From which each JVM of a check starts in a third of the time; nothing depends on it.
$(CACHE): $(JAR)
	@echo 'building $@'
	@./dmabuf-rw --cache || echo 'build: without it every JVM starts slower' >&2
