------------------------ MODULE CLONE_WITHOUT_LEAVE ------------------------
(***************************************************************************)
(* A clone onto a ring that has a table, without leave to replace it: the  *)
(* table goes, and the user who asked for a copy alone has lost his        *)
(* buffers.                                                                *)
(*                                                                         *)
(* model     cloned-tables-two                                             *)
(* override  MayReplace <- MayReplaceAnyway                                *)
(* law       ClonesReplaceWithLeave                                        *)
(***************************************************************************)
EXTENDS MCRequests

(* Nobody looks whether there is a table. *)
MayReplaceAnyway(ctx, replace) == TRUE
=============================================================================
