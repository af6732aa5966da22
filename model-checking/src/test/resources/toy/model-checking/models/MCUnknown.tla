---- MODULE MCUnknown ----
EXTENDS Toy

X == slot = nowhere
Laws == /\ RefsAreCounted
====
