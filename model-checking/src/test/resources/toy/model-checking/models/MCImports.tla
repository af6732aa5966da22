---- MODULE MCImports ----
EXTENDS Toy, Absent
====
