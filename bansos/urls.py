"""Every door of the application; each app lists its own."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("rujukan/", admin.site.urls),
]
