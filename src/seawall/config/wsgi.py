"""The WSGI application for any production server."""

import os

from django.core.wsgi import get_wsgi_application

from seawall.lib.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seawall.config.settings")
application = with_room(get_wsgi_application())
