---------------------------- MODULE LINK_UNTOLD -----------------------------
(***************************************************************************)
(* A linked request that stays behind one that is gone.                    *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  MustSettle <- NothingToSettle                                 *)
(* law       LinkedBehindLive                                              *)
(* was       seed-link-untold                                              *)
(* distinct  191                                                           *)
(* generated 250                                                           *)
(***************************************************************************)
EXTENDS MCRequests

(* Nobody tells the linked request: it stays behind a request that is gone. *)
NothingToSettle(ctx) == FALSE
=============================================================================
