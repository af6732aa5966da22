------------------------- MODULE WRITE_REFUSED_INLINE -------------------------
(***************************************************************************)
(* A write that its file refuses is completed in the submission, as a read *)
(* is, and as every early error was in the first drafts of this model.     *)
(*                                                                         *)
(* model     buffer-table-faults                                           *)
(* override  CheckImport <- CheckImportInline                              *)
(* law       RequestsGoInOrder                                             *)
(***************************************************************************)
EXTENDS MCRequests

(* Whoever refuses, the CQE follows. *)
CheckImportInline(ctx, e) ==
  /\ call[ctx].at = "I2"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req] = IF e = "none" THEN Accepted(@) ELSE Over(@, e)]
  /\ call' = [call EXCEPT ![ctx].at =
                IF e # "none" THEN "cqe" ELSE IF Polls(ctx, call[ctx].req) THEN "ordinary" ELSE "B5"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
===============================================================================
