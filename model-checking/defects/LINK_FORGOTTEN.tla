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
EXTENDS MCRequests

(* A request leaves its queue and nobody has it. *)
LinkSettledForgets(ctx, t, all) ==
  /\ MustSettle(ctx) /\ t = TailOf(ctx, call[ctx].req) /\ all
  /\ queued' = [queued EXCEPT ![ctx] = Without(@, t)]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
=============================================================================
