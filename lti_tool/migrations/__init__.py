"""The schema's revisions; a deployed one never changes, a change is a new one."""
