"""Events as access terminals and plate cameras of the ISAPI kind push them over HTTP."""
