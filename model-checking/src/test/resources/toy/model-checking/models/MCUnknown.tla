---- MODULE MCUnknown ----
EXTENDS Toy

X == slot = nowhere
====
