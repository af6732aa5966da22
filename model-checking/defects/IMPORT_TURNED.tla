-------------------------- MODULE IMPORT_TURNED ---------------------------
(*************************************************************************)
(* An import whose answer is read the wrong way round.                   *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  CheckImport <- CheckImportTurned                            *)
(* law       NoResultBeforeTheEnd                                        *)
(*************************************************************************)
EXTENDS MCRequests

(* What is refused is issued, and what is accepted completes. *)
CheckImportTurned(ctx, e) ==
  /\ call[ctx].at = "I2"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].res = e]
  /\ call' = [call EXCEPT ![ctx].at = IF e = "none" THEN "cqe"
                                 ELSE IF KindOfNode(ctx, reqs[ctx][call[ctx].req].node) = "pages"
                                      THEN "ordinary" ELSE "B5"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
===========================================================================
