----------------------------- MODULE LINK_BLIND -----------------------------
(***************************************************************************)
(* A linked request that goes on whatever the one before it came to.       *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* set       Answers = {"ok", "EIO"}                                       *)
(* override  LinkSettled <- LinkSettledBlindly                             *)
(* law       TailAfterHead                                                 *)
(* was       seed-link-blind                                               *)
(* distinct  191                                                           *)
(* generated 250                                                           *)
(***************************************************************************)
EXTENDS MCBufferTable

(* What the request before came to is not looked at. *)
LinkSettledBlindly(t, all) ==
  /\ MustSettle /\ t = TailOf(call.req) /\ all
  /\ queued' = [queued EXCEPT ![t].how = "task", ![t].behind = 0]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
=============================================================================
