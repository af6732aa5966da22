----------------------------- MODULE LINK_BLIND -----------------------------
(***************************************************************************)
(* A linked request that goes on whatever the one before it came to.       *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* set       Answers = {"ok", "EIO"}                                       *)
(* override  LinkSettled <- LinkSettledBlindly                             *)
(* law       TailAfterHead                                                 *)
(* twin      HEAD_RESULT_IGNORED by linked-fixed                           *)
(* was       seed-link-blind                                               *)
(* distinct  191                                                           *)
(* generated 250                                                           *)
(***************************************************************************)
EXTENDS MCRequests

(* What the request before came to is not looked at. *)
LinkSettledBlindly(ctx, t, all) ==
  /\ MustSettle(ctx) /\ t = TailOf(ctx, call[ctx].req) /\ all
  /\ queued' = [queued EXCEPT ![ctx][t].how = "task", ![ctx][t].behind = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
=============================================================================
