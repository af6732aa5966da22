----------------------------- MODULE EXIT_PUNTS -----------------------------
(***************************************************************************)
(* An exit work that hands to io-wq what was refused, as its task would:   *)
(* the lists of io-wq are the task's, which may be in a call of another    *)
(* ring, or gone.                                                          *)
(*                                                                         *)
(* model     dying-ring-task                                               *)
(* override  ExitRefuses <- ExitPunts                                      *)
(* law       OneStepFindsLockFree                                          *)
(***************************************************************************)
EXTENDS MCRequests

(* Who hands it over is not asked. *)
ExitPunts(ctx, r) ==
  /\ IsDying(ctx) /\ LockFree(ctx) /\ Is(ctx, r, "again")
  /\ queued' = [queued EXCEPT ![ctx][r].how = "punted"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
=============================================================================
