--------------------------- MODULE ERROR_UNTOLD ---------------------------
(*************************************************************************)
(* A CQE that says success, whatever is known of the request.            *)
(*                                                                       *)
(* model     rw-refines-errors                                           *)
(* override  [Requests]PostCqe <- PostCqeOfSuccess                       *)
(* law       ImplementsDmaSafety                                         *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The result that was stored when the last part ended is not what the user sees. *)
PostCqeOfSuccess(ctx) ==
  /\ call[ctx].at = "cqe"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].cqes = @ + 1, ![ctx][call[ctx].req].res = "ok"]
  /\ call' = [call EXCEPT ![ctx].at = "free"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
===========================================================================
