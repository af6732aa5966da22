-------------------------------------------------- MODULE LOST_TAG --------------------------------------------------
(*******************************************************************************************************************)
(* The tag never posted.                                                                                           *)
(*                                                                                                                 *)
(* model     rw-release                                                                                            *)
(* set       Slots = {0}                                                                                           *)
(* set       Coarse = {"registration", "release", "submission", "queueing", "device", "irq", "tagput", "taskwork"} *)
(* override  [Rsrc]PostsTag <- NeverPostsTag                                                                       *)
(* law       TagNotLost                                                                                            *)
(* was       seed-lost-tag                                                                                         *)
(*******************************************************************************************************************)
EXTENDS MCDmabufRw

(* No tag is ever posted. *)
NeverPostsTag(ctx, n) == FALSE
=====================================================================================================================
