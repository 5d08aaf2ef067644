from django.urls import URLPattern, path

from reporting.views import targets

urlpatterns: list[URLPattern] = [
    path("targets/", targets.targets, name="targets"),
    path("targets/add/", targets.target_add, name="target-add"),
    path("targets/<int:pk>/", targets.target, name="target"),
    path("targets/<int:pk>/save/", targets.target_save, name="target-save"),
    path("targets/<int:pk>/remove/", targets.target_remove, name="target-remove"),
    path("lights/", targets.lights, name="lights"),
    path("lights/add/", targets.light_rule_add, name="light-rule-add"),
    path("projects/<slug:number>/lights/", targets.project_lights, name="project-lights"),
]
