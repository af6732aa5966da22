--------------------------- MODULE LINK_FORGOTTEN ---------------------------
(***************************************************************************)
(* A linked request that leaves its queue for nobody.                      *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  LinkSettled <- LinkSettledForgets                             *)
(* law       NobodyForgotten                                               *)
(* was       seed-link-forgotten                                           *)
(* distinct  191                                                           *)
(* generated 250                                                           *)
(***************************************************************************)
EXTENDS MCBufferTable

(* A request leaves its queue and nobody has it. *)
LinkSettledForgets(t, all) ==
  /\ MustSettle /\ t = TailOf(call.req) /\ all
  /\ queued' = Without(queued, t)
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
=============================================================================
