"""How gunicorn logs: a request without its query or referer, which hold what somebody typed."""

accesslog = "-"
access_log_format = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s'
