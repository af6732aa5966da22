--------------------------- MODULE LINK_FORGOTTEN ---------------------------
(***************************************************************************)
(* A linked request that leaves its queue for nobody.                      *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  LinkSettled <- LinkSettledForgets                             *)
(* law       NobodyForgotten                                               *)
(* was       seed-link-forgotten                                           *)
(* distinct  174                                                           *)
(* generated 203                                                           *)
(***************************************************************************)
EXTENDS MCDeferredIssue

(* A request leaves its queue and nobody has it. *)
LinkSettledForgets(t, all) ==
  /\ MustSettle /\ t = TailOf(call.req) /\ all
  /\ queued' = BT!Without(queued, t)
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
=============================================================================
