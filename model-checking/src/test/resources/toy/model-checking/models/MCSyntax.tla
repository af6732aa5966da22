---- MODULE MCSyntax ----
EXTENDS Toy
X == = 3
====
