---------------------------- MODULE LINK_UNTOLD -----------------------------
(***************************************************************************)
(* A linked request that stays behind one that is gone.                    *)
(*                                                                         *)
(* model     deferred-issue                                                *)
(* override  MustSettle <- NothingToSettle                                 *)
(* law       LinkedBehindLive                                              *)
(* was       seed-link-untold                                              *)
(* distinct  160                                                           *)
(* generated 189                                                           *)
(***************************************************************************)
EXTENDS MCBufferTable

(* Nobody tells the linked request: it stays behind a request that is gone. *)
NothingToSettle == FALSE
=============================================================================
