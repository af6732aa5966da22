-------------------------------- MODULE MCBig --------------------------------
(* So many states that a run does not end by itself within a test. *)
EXTENDS Naturals
VARIABLES x, y, z
Init == x = 0 /\ y = 0 /\ z = 0
Right == x < 2000 /\ x' = x + 1 /\ UNCHANGED <<y, z>>
Up == y < 2000 /\ y' = y + 1 /\ UNCHANGED <<x, z>>
In == z < 2000 /\ z' = z + 1 /\ UNCHANGED <<x, y>>
Next == Right \/ Up \/ In
==============================================================================
