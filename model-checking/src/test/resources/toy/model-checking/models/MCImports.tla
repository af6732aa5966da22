---- MODULE MCImports ----
EXTENDS Toy, Absent
Laws == /\ RefsAreCounted
====
