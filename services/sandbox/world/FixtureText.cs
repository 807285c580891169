using System.Text;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Sandbox.World;

/// <summary>The Terraform of the small world, as operators write it: with comments about old versions, and values one above the other.</summary>
internal static class FixtureText
{
    public const string ModulePath = "modules/web-app/main.tf";

    /// <summary>Where the charts of <see cref="VersionPlace.Chart"/> are; known to the stand-in by its path.</summary>
    public const string ChartRepository = "https://charts.example.org/charts";

    /// <summary>The module behind <see cref="VersionPlace.ModuleInput"/>: the image stands once, each caller passes its tag.</summary>
    public const string Module =
        """
        # One container behind one Ingress host.
        variable "name" { type = string }
        variable "image" { type = string }
        variable "tag" { type = string }
        variable "memory" {
          type    = string
          default = "256Mi"
        }

        resource "kubernetes_namespace" "this" {
          metadata { name = var.name }
        }

        resource "kubernetes_deployment" "this" {
          metadata {
            name      = var.name
            namespace = kubernetes_namespace.this.metadata[0].name
            labels    = { app = var.name }
          }
          spec {
            replicas = 1
            selector { match_labels = { app = var.name } }
            template {
              metadata { labels = { app = var.name } }
              spec {
                container {
                  name  = var.name
                  image = "${var.image}:${var.tag}"
                  resources {
                    limits = { memory = var.memory }
                  }
                }
              }
            }
          }
        }

        """;

    public static string Stack(FixtureService service) => service.Place switch
    {
        VersionPlace.ModuleInput => Call(service),
        VersionPlace.Chart => Release(service),
        VersionPlace.Variable => Version(service) + Resource(service, "${var." + VariableName(service) + "}"),
        _ => Resource(service, service.From),
    };

    private static string Release(FixtureService service) =>
        $$"""
        resource "helm_release" "{{service.Stack}}" {
          name       = "{{service.Stack}}"
          namespace  = "{{service.Stack}}"
          repository = "{{ChartRepository}}"
          chart      = "{{service.Stack}}"
          # version  = "0.9.0"
          version    = "{{service.Charts.First(c => c.AppVersion == service.From).Version}}"
        }

        """;

    private static string VariableName(FixtureService service) => service.Stack.Replace('-', '_') + "_version";

    private static string Version(FixtureService service) =>
        $$"""
        # Clients older than this are asked to update themselves.
        variable "{{VariableName(service)}}" {
          type    = string
          default = "{{service.From}}"
        }


        """;

    private static string Call(FixtureService service) =>
        $$"""
        # {{service.Stack}} was at {{service.From}} when this was written down; the tag below is what counts.
        module "{{service.Stack}}" {
          source = "../../modules/web-app"

          name   = "{{service.Stack}}"
          image  = "{{service.Containers[0].Image}}"
          tag    = "{{service.From}}"
          memory = "{{service.Memory}}"
        }

        {{Ingress(service)}}
        """;

    private static string Resource(FixtureService service, string version)
    {
        var type = service.Kind switch
        {
            WorkloadKind.StatefulSet => "kubernetes_stateful_set",
            WorkloadKind.DaemonSet => "kubernetes_daemonset",
            _ => "kubernetes_deployment",
        };
        return $$"""
            locals {
              namespace = "{{service.Stack}}"
              # image = "{{service.Containers[0].Image}}:{{service.From}}-debug"
            }

            resource "kubernetes_namespace" "{{service.Stack}}" {
              metadata {
                name = "{{service.Stack}}"
              }
            }

            resource "{{type}}" "{{service.Stack}}" {
              metadata {
                name      = "{{service.Stack}}"
                namespace = local.namespace
                labels    = { app = "{{service.Stack}}" }
              }

              spec {
                {{(service.Kind == WorkloadKind.DaemonSet ? "# one per node" : "replicas = 1")}}
                selector {
                  match_labels = { app = "{{service.Stack}}" }
                }
                template {
                  metadata {
                    labels = { app = "{{service.Stack}}" }
                  }
                  spec {
            {{Containers(service, version)}}      }
                }
              }
            }

            {{Ingress(service)}}
            """;
    }

    private static string Containers(FixtureService service, string version)
    {
        var text = new StringBuilder();
        foreach (var container in service.Containers)
        {
            text.Append(
                $$"""
                        {{(container.Init ? "init_container" : "container")}} {
                          name  = "{{container.Name}}"
                          image = "{{container.Image}}:{{version}}{{container.TagSuffix}}"
                          env {
                            name  = "TZ"
                            value = "Europe/Berlin"
                          }
                          resources {
                            requests = { cpu = "50m" }
                            limits = {
                              memory = "{{service.Memory}}"
                            }
                          }
                        }

                """);
        }

        return text.ToString();
    }

    private static string Ingress(FixtureService service) =>
        $$"""
        resource "kubernetes_ingress_v1" "{{service.Stack}}" {
          metadata {
            name      = "{{service.Stack}}"
            namespace = "{{service.Stack}}"
          }
          spec {
            rule {
              host = "{{service.Host}}"
              http {
                path {
                  path = "/"
                  backend {
                    service {
                      name = "{{service.Stack}}"
                      port { number = 80 }
                    }
                  }
                }
              }
            }
          }
        }

        """;
}
