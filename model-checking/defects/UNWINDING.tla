------------------------------------------------- MODULE UNWINDING --------------------------------------------------
(*******************************************************************************************************************)
(* A failed registration that forgets its node.                                                                    *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Fails = {"none", "R20"}                                                                               *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [Rsrc]Unwound <- UnwoundForgetsNode                                                                   *)
(* law       NodeRefsMatchHolders                                                                                  *)
(* twin      FORGET_UNWINDING_OF_NODE by registration-unwinding                                                    *)
(* was       seed-unwinding                                                                                        *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* A failed registration forgets its node. *)
UnwoundForgetsNode(ctx) ==
  /\ call[ctx].at = "unwind"
  /\ call' = [call EXCEPT ![ctx].at = "return", ![ctx].node = 0, ![ctx].rb = 0]
  /\ UNCHANGED <<ring, table, nodes, imus, reqs, tags, queued>>
=====================================================================================================================
