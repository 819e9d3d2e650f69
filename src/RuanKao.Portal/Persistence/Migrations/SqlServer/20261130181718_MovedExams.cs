using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MovedExams : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Moved",
                table: "PlanCorrections",
                type: "nvarchar(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "Reached",
                table: "PlanCorrections",
                type: "uniqueidentifier",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<int>(
                name: "Told",
                table: "PlanCorrections",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "ToldAt",
                table: "PlanCorrections",
                type: "datetime2",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Moved",
                table: "PlanCorrections");

            migrationBuilder.DropColumn(
                name: "Reached",
                table: "PlanCorrections");

            migrationBuilder.DropColumn(
                name: "Told",
                table: "PlanCorrections");

            migrationBuilder.DropColumn(
                name: "ToldAt",
                table: "PlanCorrections");
        }
    }
}
