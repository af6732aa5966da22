-------------------------- MODULE IMPORT_TURNED ---------------------------
(*************************************************************************)
(* An import whose answer is read the wrong way round.                   *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  CheckImport <- CheckImportTurned                            *)
(* law       NoResultBeforeTheEnd                                        *)
(*************************************************************************)
EXTENDS MCBufferTable

(* What is refused is issued, and what is accepted completes. *)
CheckImportTurned(e) ==
  /\ call.at = "I2"
  /\ reqs' = [reqs EXCEPT ![call.req].res = e]
  /\ call' = [call EXCEPT !.at = IF e = "none" THEN "cqe"
                                 ELSE IF KindOfNode(reqs[call.req].node) = "pages"
                                      THEN "ordinary" ELSE "B5"]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
===========================================================================
