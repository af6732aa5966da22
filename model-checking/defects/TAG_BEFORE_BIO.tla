----------------------------------------- MODULE TAG_BEFORE_BIO -----------------------------------------
(*******************************************************************************************************)
(* A tag that is put before its bio has ended: the next request gets it, and the end of the bio is     *)
(* told to that one.                                                                                   *)
(*                                                                                                     *)
(* model     rw-late-tag                                                                               *)
(* set       Reqs = {1, 2}                                                                             *)
(* set       Tags = {0}                                                                                *)
(* set       Coarse = {"registration", "submission", "queueing", "device"}                             *)
(* override  [NvmeQueue]FreeTag <- FreeTagEarly                                                        *)
(* law       TagIffInFlight                                                                            *)
(*******************************************************************************************************)
EXTENDS MCDmabufRw

(* The tag is free as soon as its descriptors are given back. *)
FreeTagEarly(d, t) ==
  /\ cmds[d][t].st = "clean"
  /\ cmds' = [cmds EXCEPT ![d][t] = [NV!NoCmd EXCEPT !.gen = cmds[d][t].gen]]
  /\ UNCHANGED <<sq, cq, pool, ctrl>>
=========================================================================================================
