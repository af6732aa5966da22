----------------------- MODULE SUCCESS_WITHOUT_BYTES -----------------------
(**************************************************************************)
(* A request that the direct path refuses and another one finishes, which *)
(* copies nothing and reports success.                                    *)
(*                                                                        *)
(* model     buffer-table-small                                           *)
(* override  CheckImport <- CheckImportFallsBack                          *)
(* law       SuccessWasInFlight                                           *)
(**************************************************************************)
EXTENDS MCRequests

(* What cannot begin is done. *)
CheckImportFallsBack(ctx, e) ==
  /\ call[ctx].at = "I2"
  /\ reqs' = [reqs EXCEPT ![ctx][call[ctx].req].res = IF e = "none" THEN e ELSE "ok"]
  /\ call' = [call EXCEPT ![ctx].at = IF e # "none" THEN "cqe"
                                 ELSE IF KindOfNode(ctx, reqs[ctx][call[ctx].req].node) = "pages"
                                      THEN "ordinary" ELSE "B5"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
============================================================================
