------------------------- MODULE CHAIN_HALF_SEVERED -------------------------
(***************************************************************************)
(* A chain that breaks as far as its next hard link: what is hard-linked   *)
(* to a request that was cancelled for its own link, and never issued, is  *)
(* issued all the same.                                                    *)
(*                                                                         *)
(* model     hardlinks                                                     *)
(* override  Severed <- LeftAsItIs                                         *)
(* law       HardlinksHold                                                 *)
(* twin      CHAIN_SEVERED_TO_HARDLINK by hardlinked                       *)
(***************************************************************************)
EXTENDS MCRequests

(* What is behind who is cancelled keeps its link. *)
LeftAsItIs(ctx, t) == queued[ctx]
=============================================================================
