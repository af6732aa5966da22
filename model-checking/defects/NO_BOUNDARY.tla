---------------------------- MODULE NO_BOUNDARY -----------------------------
(***************************************************************************)
(* The block layer does not split at pages, whatever the controller has.   *)
(*                                                                         *)
(* model     addressing-tell                                               *)
(* override  QueueBoundary <- QueueBoundaryNone                            *)
(* law       DriverRefusesNothing                                          *)
(* was       seed-no-boundary                                              *)
(***************************************************************************)
EXTENDS MCAddressing

(* The page is no boundary for the block layer. *)
QueueBoundaryNone(sgls) == 0
=============================================================================
