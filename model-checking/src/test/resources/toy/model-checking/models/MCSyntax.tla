---- MODULE MCSyntax ----
EXTENDS Toy
X == = 3
Laws == /\ RefsAreCounted
====
