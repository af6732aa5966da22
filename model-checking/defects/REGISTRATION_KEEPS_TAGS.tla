----------------------- MODULE REGISTRATION_KEEPS_TAGS ----------------------
(***************************************************************************)
(* A registration that fails in a later entry releases the buffers of the  *)
(* earlier ones as on unregistering, and so posts their tags, of which the *)
(* user has just learned that they were never given.                       *)
(*                                                                         *)
(* model     buffer-table-register                                         *)
(* override  KeptTag <- TagLeft                                            *)
(* law       TagsTellOfReleases                                            *)
(***************************************************************************)
EXTENDS MCRequests

(* The tags of the table are left as they are. *)
TagLeft(node) == node.tag
=============================================================================
