----------------------- MODULE SUCCESS_WITHOUT_BYTES -----------------------
(**************************************************************************)
(* A request that the direct path refuses and another one finishes, which *)
(* copies nothing and reports success.                                    *)
(*                                                                        *)
(* model     buffer-table-small                                           *)
(* override  CheckImport <- CheckImportFallsBack                          *)
(* law       SuccessWasInFlight                                           *)
(**************************************************************************)
EXTENDS MCBufferTable

(* What cannot begin is done. *)
CheckImportFallsBack(e) ==
  /\ call.at = "I2"
  /\ reqs' = [reqs EXCEPT ![call.req].res = IF e = "none" THEN e ELSE "ok"]
  /\ call' = [call EXCEPT !.at = IF e # "none" THEN "cqe"
                                 ELSE IF KindOfNode(reqs[call.req].node) = "pages"
                                      THEN "ordinary" ELSE "B5"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
============================================================================
