"""Why a plan is as it is: who is served by what, what binds, what loads a resource, what would help, what moved."""
