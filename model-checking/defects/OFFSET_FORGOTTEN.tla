-------------------------- MODULE OFFSET_FORGOTTEN --------------------------
(***************************************************************************)
(* The walk forgets the offset into the first segment.                     *)
(*                                                                         *)
(* model     addressing-import                                             *)
(* override  SkipIn <- SkipInNone                                          *)
(* law       WindowIsTheRequest                                            *)
(* was       seed-offset-forgotten                                         *)
(***************************************************************************)
EXTENDS MCAddressing

(* The walk forgets where the first segment is entered. *)
SkipInNone(it, i) == 0
=============================================================================
